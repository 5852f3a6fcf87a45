"""What is taken along: lists as Excel, forms as Word."""
