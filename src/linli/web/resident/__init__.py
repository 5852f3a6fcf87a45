"""The residents' front: report, follow, judge, and see what is near."""
