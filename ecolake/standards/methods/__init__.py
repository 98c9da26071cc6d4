"""The files of `standards/methods/`: thresholds, policies and weights of the subject marts, one module for each subject."""
