"""The residents' bot on Telegram. Only `resident_bot` builds it; aiogram is imported when that happens, not before."""
