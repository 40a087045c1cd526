"""When a jurisdiction's first verified member joined, so that it is welcomed once."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0023"

# As summaries counted it until now, with all who ever worked there.
_FIRST = """
UPDATE jurisdiction SET joined_at = (
  SELECT min(CASE WHEN official.verified_at > membership.joined_at
    THEN official.verified_at ELSE membership.joined_at END)
  FROM membership
  JOIN official ON official.id = membership.official_id
  JOIN tenure ON tenure.official_id = official.id
  JOIN office ON office.id = tenure.office_id
  WHERE office.jurisdiction_id = jurisdiction.id
    AND membership.visibility = 'members'
    AND official.verified_at IS NOT NULL
)
"""


def upgrade() -> None:
    op.add_column("jurisdiction", sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_FIRST)
