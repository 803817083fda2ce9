"""What a file is that calls itself a table and is none, so that its refusal can say it and what to do."""

from __future__ import annotations

import re
import zipfile

from taizhang.core.workbooks.problems import UnreadableFile, unreadable
from taizhang.engine.text import Text

WORKBOOK = Text("WPS 或 Excel 工作簿", "a workbook of WPS or Excel")
_SAVE = Text("用 WPS 打开，另存为 .xlsx 再上传。", "Open it, save it as .xlsx, and upload that.")
_UNPACK = Text("先解压，再上传里面的表格。", "Unpack it and upload the table inside.")
_FIND = Text("请找到表格文件再上传。", "Find the table and upload that.")
_HEAD = 4096
_OTHERS: tuple[tuple[bytes, Text, Text], ...] = (
    (b"%PDF-", Text("PDF 文件", "a PDF"), _FIND),
    (b"\x89PNG", Text("图片", "a picture"), _FIND),
    (b"\xff\xd8\xff", Text("图片", "a picture"), _FIND),
    (b"GIF8", Text("图片", "a picture"), _FIND),
    (b"{\\rtf", Text("RTF 文档", "an RTF document"), _FIND),
    (b"Rar!", Text("RAR 压缩文件", "a RAR archive"), _UNPACK),
    (b"7z\xbc\xaf", Text("7z 压缩文件", "a 7z archive"), _UNPACK),
    (b"\x1f\x8b", Text("gzip 压缩文件", "a gzip archive"), _UNPACK),
)
# Web systems hand out a page under the name of a workbook; WPS opens it, a reader of tables cannot.
_WEB_ARCHIVE = re.compile(r"\s*(?:MIME-Version|From):", re.IGNORECASE)
_MARKUP = re.compile(r"\s*<[!?a-z]", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", re.IGNORECASE)
_EXCEL_XML = "urn:schemas-microsoft-com:office:spreadsheet"
_TABLES = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv")


def refuse_other_kinds(name: str, data: bytes) -> None:
    """Raises UnreadableFile for a picture, a document, a packed file or markup under whatever name."""
    for head, found, cure in _OTHERS:
        if data.startswith(head):
            raise _other(name, found, cure)
    text = _text(data)
    if _WEB_ARCHIVE.match(text) and "mime-version:" in text.lower():
        raise _other(name, Text("网页存档（MHT），只是改了文件名", "a saved web page, renamed"), _SAVE)
    if not _MARKUP.match(text):
        return
    if _EXCEL_XML in text:
        raise _other(name, Text("Excel 2003 的 XML 表格", "an XML table of Excel 2003"), _SAVE)
    if _PAGE.search(text):
        raise _other(name, Text("网页（HTML），只是改了文件名", "a web page (HTML), renamed"), _SAVE)
    raise _other(name, Text("XML 文件", "an XML file"), _SAVE)


def archive_without_workbook(name: str, archive: zipfile.ZipFile) -> UnreadableFile:
    """For a ZIP in which no sheet lies: a document, a binary workbook, or files packed together."""
    names = [entry.filename for entry in archive.infolist()]
    if "word/document.xml" in names:
        return _other(name, Text("Word 文档", "a Word document"), _FIND)
    if "ppt/presentation.xml" in names:
        return _other(name, Text("演示文稿", "a presentation"), _FIND)
    if "xl/workbook.bin" in names:
        return _other(name, Text("二进制工作簿（.xlsb）", "a binary workbook (.xlsb)"), _SAVE)
    if any(inside.lower().endswith(_TABLES) for inside in names):
        return _other(name, Text("别种压缩文件，表格在里面", "another kind of archive with tables in it"), _UNPACK)
    found = Text("别种压缩文件，里面没有表格", "another kind of archive without a table")
    return _other(name, found, Text("请上传 .xlsx 文件。", "Upload the .xlsx file."))


def is_word(data: bytes) -> bool:
    """An old document, which lies in the same container as an .xls."""
    sheets = any(name.encode("utf-16-le") in data for name in ("Workbook", "Book"))
    return not sheets and "WordDocument".encode("utf-16-le") in data


def word_document(name: str) -> UnreadableFile:
    return _other(name, Text("Word 文档", "a Word document"), _FIND)


def _other(name: str, found: Text, cure: Text) -> UnreadableFile:
    return unreadable(name, "kind", WORKBOOK, found, cure)


def _text(data: bytes) -> str:
    head = data[:_HEAD]
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    return head.decode(encoding, errors="replace").lstrip("\ufeff")
