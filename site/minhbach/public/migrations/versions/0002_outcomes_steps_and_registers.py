"""Outcomes, steps and registers"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = '0002'
down_revision: str | None = '0001'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('public_confusion',
    sa.Column('trained', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
    sa.Column('category', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('suggested', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('reports', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('trained', 'category', 'suggested')
    )
    op.create_table('public_merit',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('who', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('day', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
    sa.Column('ground', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('reports', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('number')
    )
    op.create_table('public_rating',
    sa.Column('agency', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('year', sqlmodel.sql.sqltypes.AutoString(length=4), nullable=False),
    sa.Column('ratings', sa.Integer(), nullable=False),
    sa.Column('good', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('agency', 'year')
    )
    op.create_table('public_receipt',
    sa.Column('tag', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('standing', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('month', sqlmodel.sql.sqltypes.AutoString(length=7), nullable=False),
    sa.Column('public_id', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True),
    sa.PrimaryKeyConstraint('tag')
    )
    op.create_table('public_refusal',
    sa.Column('month', sqlmodel.sql.sqltypes.AutoString(length=7), nullable=False),
    sa.Column('ground', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('reports', sa.Integer(), nullable=False),
    sa.Column('contested', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('month', 'ground')
    )
    op.create_table('public_answer',
    sa.Column('public_id', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('question', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('value', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
    sa.ForeignKeyConstraint(['public_id'], ['public_report.public_id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('public_id', 'question')
    )
    op.create_table('public_event',
    sa.Column('public_id', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['public_id'], ['public_report.public_id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('public_id', 'number')
    )
    with op.batch_alter_table('public_report', schema=None) as batch_op:
        batch_op.add_column(sa.Column('outcome', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True))
        batch_op.add_column(sa.Column('reports', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('reopened', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('rule', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
        batch_op.add_column(sa.Column('due', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('on_time', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('interim', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column('photo_after', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True))
        batch_op.add_column(sa.Column('salt', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
        batch_op.create_index(batch_op.f('ix_public_report_outcome'), ['outcome'], unique=False)

    with op.batch_alter_table('public_total', schema=None) as batch_op:
        batch_op.add_column(sa.Column('duplicates', sa.Integer(), nullable=False, server_default='0'))

    with op.batch_alter_table('public_release', schema=None) as batch_op:
        batch_op.add_column(sa.Column('records', sa.Integer(), nullable=False, server_default='0'))
        for name in ('root', 'counts', 'chain'):
            batch_op.add_column(sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False, server_default=''))
