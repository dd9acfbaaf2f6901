"""A reply as plain text, for every channel that has no buttons.

Options become numbered lines; below a question of the form they are told as words, for there a number is an answer.
"""

from __future__ import annotations

from handlers.message import Reply


def plain_text(reply: Reply) -> str:
    """The whole reply but its folded details, of which only the titles are told."""
    lines = [reply.text]
    lines += [f"  {label}：{value}" for label, value in reply.rows]
    if reply.folded:
        lines.append(f"  （想看详情就输入：{'、'.join(title for title, _ in reply.folded)}）")
    if reply.kind == "form" and reply.options:
        lines.append(f"  （也可以回复：{'、'.join(option.label for option in reply.options)}）")
    else:
        lines += [f"  {number}. {option.label}" for number, option in enumerate(reply.options, 1)]
    return "\n".join(lines)
