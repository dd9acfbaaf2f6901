"""Every error a person can meet, drawn once.

FenliuError                     `say` is the sentence for the person, str(error) is for the log
├── SettingsError               a setting or a place on disk that does not work
│   ├── PortInUse
│   └── FolderNotWritable
├── KnowledgeError              a card, twin, law table or region file that cannot be used
│   ├── RevisionNotFound        no revision, edition or gate run with that number
│   ├── DraftChanged            somebody else saved the draft meanwhile; `say` names who, and when
│   ├── ReviewRefused           a step of the review that is not allowed now, or not to this person
│   ├── GateClosed              an edition that must not be published; `reasons` tells all that is in the way
│   └── SheetRefused            a file of cards that cannot be read at all
├── RegionError
├── OrderError
│   ├── OutOfScope              an order for a card whose destination is not `order`
│   ├── OrderNotFound           number and query code do not belong together
│   ├── OrderIncomplete         one of the five elements is missing
│   ├── MoveNotAllowed          a step that the table of moves, a role or a guard refuses; `say` tells why
│   ├── MoveIncomplete          a step without its reason, basis or whatever it needs
│   ├── CaseNotFound            no council handover, exemption or other case with that receipt
│   ├── HandoffNotFound         no handoff with that number or receipt
│   ├── HandoffTaken            somebody else was faster, or it has ended; `say` names who, and since when
│   ├── HandoffNotYours         only its holder may do this
│   ├── StaffNotFound           nobody with that number works here, or not any more
│   └── InvitationNotGood       unknown, used or too old; which of them is not told
├── LetterNotFound              a dead letter that is not on the list any more
├── AttachmentRefused           a file of the wrong kind, size or content
│   └── TooManyFiles            more in a day than one person may send
├── NotKept                     a message that could be stored nowhere, and must not be acknowledged
└── BadInput                    a message that cannot be read
"""

from __future__ import annotations


class FenliuError(Exception):
    """Root of all expected errors. `say` is what a person reads; never `str(error)`."""

    say = "系统出了点问题，请稍后再试，或直接拨打 12345。"

    def __init__(self, message: str = "", *, say: str | None = None) -> None:
        super().__init__(message or (say or self.say))
        if say is not None:
            self.say = say


class SettingsError(FenliuError):
    """A setting, or a place on disk, that does not work."""


class PortInUse(SettingsError):
    """Another program already listens on the port."""


class FolderNotWritable(SettingsError):
    """The data folder cannot be written."""


class KnowledgeError(FenliuError):
    """A card, its twin, the law table or a lexicon file that cannot be used."""


class RevisionNotFound(KnowledgeError):
    """There is no revision, edition, gate run or change with that number."""

    say = "没有找到这一版，请刷新看看现在有哪些。"


class DraftChanged(KnowledgeError):
    """Somebody else saved the draft since it was opened; `say` names who, and when. Nothing was overwritten."""

    say = "这份草稿别人刚刚改过，请打开看看再改。"


class ReviewRefused(KnowledgeError):
    """A step of the review that is not allowed now, or not to this person; `say` tells why."""

    say = "这一步现在做不了，请刷新看看卡片走到了哪一步。"


class GateClosed(KnowledgeError):
    """An edition that must not be published. `reasons` are all that is in the way, a sentence each."""

    say = "发布检查没有通过。"

    def __init__(self, *reasons: str) -> None:
        super().__init__(say="\n".join(reasons) or self.say)
        self.reasons = reasons


class SheetRefused(KnowledgeError):
    """A file of cards that cannot be read at all; `say` tells what to do."""

    say = "这个文件读不了，请换成 YAML、CSV 或 XLSX。"


class RegionError(FenliuError):
    """A region file that cannot be used."""


class OrderError(FenliuError):
    """An order cannot be filed, found or moved."""


class OutOfScope(OrderError):
    """An order may exist only for a card whose destination is `order`, or with a worker's name and reason."""

    say = "这件事不走热线工单。我把该去的地方和办法告诉您。"


class OrderNotFound(OrderError):
    """Number and query code do not belong together; which of the two is wrong is not told."""

    say = "没有查到这个工单。请核对工单号和查询码，再发一次；也可以回复“人工”，请工作人员帮您查。"


class OrderIncomplete(OrderError):
    """One of the five elements (time, place, object, event, demand) is missing."""

    say = "还差一点信息，补上就能提交。"


class MoveNotAllowed(OrderError):
    """A step that is not allowed now, or not to this person; `say` tells why."""

    say = "这一步现在做不了，请刷新看看工单到了哪一步。"


class MoveIncomplete(OrderError):
    """A step without something that it needs; `say` names it."""

    say = "还差一点内容，补上就能继续。"


class CaseNotFound(OrderError):
    """There is no case with that receipt."""

    say = "没有找到这件事项，请核对回执号。"


class LetterNotFound(FenliuError):
    """There is no such dead letter, or a colleague was faster."""

    say = "没有这条未送达的消息，可能同事已经处理了。"


class HandoffNotFound(OrderError):
    """There is no handoff with that number or receipt."""

    say = "没有找到这件转人工，请核对回执号。"


class HandoffTaken(OrderError):
    """A handoff that cannot be claimed: somebody holds it, or it has ended. `say` names who, and since when."""

    say = "这件已经有同事受理了。"


class HandoffNotYours(OrderError):
    """Only the person who holds a handoff may do this; `say` tells who that is."""

    say = "这件现在不在您手里，先点“受理”再操作。"


class StaffNotFound(OrderError):
    """Nobody with that number works here, or not any more."""

    say = "没有找到这位工作人员，可能已不在岗。"


class InvitationNotGood(OrderError):
    """An invitation that is unknown, used or too old; which of them is not told."""

    say = "邀请码不对，或已经用过、过期了。请向管理员要一个新的。"


class AttachmentRefused(FenliuError):
    """A file of the wrong kind, size or content."""

    say = "这个文件收不了。请发 JPG、PNG 或 WebP 照片。"


class TooManyFiles(AttachmentRefused):
    """More files in a day than one person may send."""


class NotKept(FenliuError):
    """Neither the database nor the spool could take the message: whoever sent it must send it again."""

    say = "系统这会儿出了点问题，您的话还没有记下，稍后请再发一次。着急请直接拨打 12345，有人接听。"


class BadInput(FenliuError):
    """A message that cannot be read."""

    say = "这条消息没读懂，请换成文字再发一次。"
