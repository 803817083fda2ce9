"""Words for a document that cannot be read."""

from __future__ import annotations

from taizhang.core.workbooks.problems import UnreadableFile, unreadable
from taizhang.engine.text import Text
from taizhang.proofreading.reading.document import MOST_PIECES, MOST_TEXT, TooMuch

_DOCUMENT = Text("Word、Excel、PDF、网页或文本文件", "a Word, Excel, PDF, web or text file")


def empty(name: str) -> UnreadableFile:
    return unreadable(
        name, "empty", Text("有文字的文件", "a file with text"), Text("空文件", "an empty file"), _AGAIN
    )  # fmt: skip


_AGAIN = Text("请重新选择文件。", "Choose the file again.")


def too_large(name: str, size: int, limit: int) -> UnreadableFile:
    megabytes, most = max(size // 1024 // 1024, 1), limit // 1024 // 1024
    return unreadable(
        name,
        "too-large",
        Text(f"不超过 {most} MB 的文件", f"a file up to {most} MB"),
        Text(f"{megabytes} MB", f"{megabytes} MB"),
        Text("删去图片，或分几次核对。", "Take out pictures, or check it in parts."),
    )


def too_much(name: str, error: TooMuch) -> UnreadableFile:
    return too_many(name) if error.args else too_long(name, MOST_TEXT)


def too_many(name: str) -> UnreadableFile:
    return unreadable(
        name,
        "too-long",
        Text(f"不超过 {MOST_PIECES // 10_000} 万个段、行或格", f"up to {MOST_PIECES:,} paragraphs, lines or cells"),
        Text("更多的段、行或格", "more of them"),
        Text("请分几次核对。", "Check it in parts."),
    )


def too_long(name: str, limit: int) -> UnreadableFile:
    return unreadable(
        name,
        "too-long",
        Text(f"不超过 {limit // 10_000} 万字的文字", f"a text of up to {limit:,} characters"),
        Text("更长的文字", "a longer one"),
        Text("请分几次核对。", "Check it in parts."),
    )


def wrong_kind(name: str) -> UnreadableFile:
    return unreadable(
        name,
        "kind",
        _DOCUMENT,
        Text("别种文件", "another kind of file"),
        Text("请另存为 .docx 或 .xlsx 再核对。", "Save it as .docx or .xlsx and check that."),
    )


def not_word(name: str) -> UnreadableFile:
    return unreadable(
        name,
        "kind",
        Text("Word 文档（.docx）", "a Word document (.docx)"),
        Text("别种文件", "another kind of file"),
        Text("请另存为 .docx 再检查版式。", "Save it as .docx and check that."),
    )


def old_kind(name: str) -> UnreadableFile:
    """.doc, .wps, .xls, .et: one container for all of them."""
    return unreadable(
        name,
        "kind",
        Text(".docx 或 .xlsx", ".docx or .xlsx"),
        Text("旧格式文件（.doc、.wps、.xls）", "an older format (.doc, .wps, .xls)"),
        Text("用 WPS 另存为 .docx 或 .xlsx。", "Open it and save it as .docx or .xlsx."),
    )


def protected(name: str) -> UnreadableFile:
    return unreadable(
        name,
        "password",
        Text("没有密码的文件", "a file without a password"),
        Text("加了打开密码的文件", "a file that asks for a password"),
        Text("去掉密码，保存后再核对。", "Take the password off, save, and check again."),
    )


def damaged(name: str) -> UnreadableFile:
    return unreadable(
        name,
        "truncated",
        Text("完整的文件", "a whole file"),
        Text("文件不完整或已损坏", "a file that is cut off or damaged"),
        Text("打开原件另存一次，再核对。", "Open the original, save it again, and check that."),
    )


def bomb(name: str, size: int) -> UnreadableFile:
    megabytes = size // 1024 // 1024
    return unreadable(
        name,
        "bomb",
        Text("正常大小的文件", "a file of ordinary size"),
        Text(f"展开后 {megabytes} MB 的文件", f"a file that unpacks to {megabytes} MB"),
        Text("新建文件，只粘贴要核对的文字。", "Make a new file and paste only the text to check."),
    )


def too_costly(name: str) -> UnreadableFile:
    return unreadable(
        name,
        "bomb",
        Text("一分钟内能读完的文件", "a file that is read within a minute"),
        Text("读取它要用太多时间或内存", "one that takes too much time or memory"),
        Text("请用原来的 .docx，或另存一次再核对。", "Use the original .docx, or save it again."),
    )


def without_text(name: str) -> UnreadableFile:
    return unreadable(
        name,
        "no-text",
        Text("有文字层的 PDF", "a PDF with a text layer"),
        Text("扫描件，或字体没有文字对照", "a scan, or fonts that name no characters"),
        Text("请用原来的 .docx，或先识别文字。", "Use the original .docx, or run text recognition first."),
    )


def no_known_encoding(name: str) -> UnreadableFile:
    return unreadable(
        name,
        "encoding",
        Text("UTF-8 或 GBK 文本", "text in UTF-8 or GBK"),
        Text("认不出的编码", "an encoding that is not recognised"),
        Text("用记事本另存为 UTF-8。", "Save it as UTF-8."),
    )
