"""`linli listen`: hears what devices publish to a broker, and acknowledges it once it is durable."""
