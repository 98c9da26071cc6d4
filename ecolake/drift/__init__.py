"""What changed in how a source speaks, judged by the policy of its mapping; and the batches that wait for a person.

`columns` looks at the names of a file, `profile` says what a batch looked like, `compare` holds it against the batches accepted
before, `holds` keeps who waits, and `watch` is what acceptance calls. Rows are the business of `validation`; how many rows came
is that of the expectation suites.
"""
