"""What is true and what was spoilt: written beside the departments' folders, read by scoring, never by the pipeline."""
