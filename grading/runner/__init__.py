"""Running learners' notebooks behind a wall: answers come out as data, and nothing else comes out or gets in.

`grading.runner.run.run` runs one notebook; `grading.runner.walls` says which wall stands; `grading.runner.probes` tests
it. The design and its reasons are in docs/decisions/0005-sandbox.md.
"""
