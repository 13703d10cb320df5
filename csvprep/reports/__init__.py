"""Findings and totals as bytes: text for people, JSON, JSON lines, CSV, SARIF and GitHub annotations for machines."""
