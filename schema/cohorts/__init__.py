"""Cohorts: subscribers that asked the same share one execution, and one encoding, of each event.

A cohort's leader is an ordinary subscription, executed by Strawberry; what it gives is encoded once and sent to all.
"""
