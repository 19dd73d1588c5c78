"""How the page looks: the theme's colours and fonts, all from this machine, and the style sheet."""

from __future__ import annotations

from importlib.resources import files

import gradio as gr

# Fonts that offices have and that hold every Vietnamese letter; nothing is fetched.
FONTS = ("-apple-system", "BlinkMacSystemFont", "Segoe UI", "Noto Sans", "Liberation Sans", "Arial", "sans-serif")
MONOSPACE_FONTS = ("Consolas", "Liberation Mono", "monospace")


def theme() -> gr.themes.Base:
    """Return the page's theme."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        secondary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.slate,
        radius_size=gr.themes.sizes.radius_lg,
        text_size=gr.themes.sizes.text_md,
        font=FONTS,
        font_mono=MONOSPACE_FONTS,
    ).set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_hover_dark="*primary_800",
        button_primary_text_color="white",
    )


def style_sheet() -> str:
    """Return the page's own style rules."""
    return (files(__package__) / "page.css").read_text(encoding="utf-8")
