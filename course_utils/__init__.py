"""The library under the course."""
