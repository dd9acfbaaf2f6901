"""The boundaries of the hotline: cards, and the decision where a matter belongs."""

import os

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # 45 MB of whole phrases; we only ask for single characters
