# lint, format, deps
