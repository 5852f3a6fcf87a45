"""Things that report: cameras, gates, meters, alarms; what they are, whether they live, what they say."""
