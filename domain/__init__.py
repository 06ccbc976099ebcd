"""The machine that carries a build from DISCOVERY to COMPLETE: pure rules, no clock, no I/O, no ids made here.

Two functions carry it, `decide` and `evolve`; everything else is a table or is derived from one.
"""
