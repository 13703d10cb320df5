"""Excel workbooks, read as CSV with cells as people see them."""
