"""The register of basis documents (依据文件), by their number (文号)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from taizhang.organisation.models import OrgUnit


class DocumentKind(models.TextChoices):
    """The fifteen kinds of official document (文种), and plans and schemes that are sent out with them."""

    NOTICE = "notice", _("notice (通知)")
    OPINION = "opinion", _("opinions (意见)")
    DECISION = "decision", _("decision (决定)")
    RESOLUTION = "resolution", _("resolution (决议)")
    ORDER = "order", _("order (命令)")
    COMMUNIQUE = "communique", _("communiqué (公报)")
    PROCLAMATION = "proclamation", _("proclamation (公告)")
    ANNOUNCEMENT = "announcement", _("announcement (通告)")
    CIRCULAR = "circular", _("circular (通报)")
    REPORT = "report", _("report (报告)")
    REQUEST = "request", _("request (请示)")
    REPLY = "reply", _("reply (批复)")
    MOTION = "motion", _("motion (议案)")
    LETTER = "letter", _("letter (函)")
    MINUTES = "minutes", _("minutes (纪要)")
    SCHEME = "scheme", _("plan or scheme")


class BasisDocument(models.Model):
    """What plans and tasks stand on. A number that nobody knows stays empty and is listed as missing, never invented.

    org_unit: who keeps the entry. valid_to: first day no more in force.
    """

    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("document number"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=200)
    issuer = models.CharField(_("issuing body"), max_length=100)
    kind = models.CharField(_("kind"), max_length=16, choices=DocumentKind)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ("-issued_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(number=""), name="basis_document_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"《{self.title}》{self.number}"
