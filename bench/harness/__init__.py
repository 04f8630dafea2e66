"""The benchmark harness: equal answers first, then all contenders in one interleaved run.

model      what a task, a contender and a measurement are
discover   finds tasks (folders with task.md and task.toml) and their contenders (files)
build      makes the contenders runnable: CMake targets, cargo programs, bench/.venv
prepare    makes a task's data once and keeps it under bench/data
servers    what the contenders talk to, up while a task runs
runner     runs contenders on one variant
process    one contender in its own process: wall, CPU, peak memory
resident   one whose process stays, and takes turns
check      compares an answer with the reference
plan       who runs when: the answers, then the interleaved rounds
calls      how single calls spread, and what a process takes that is asked once
stats      median, spread, ratios and their intervals
goals      what a task must reach
report     JSON and Markdown
contender  what contenders written in Python import (contender.hpp is its twin in C++)
"""
