"""The page for the browser: layout, events, rendering and theme, served on the office's own machine."""
