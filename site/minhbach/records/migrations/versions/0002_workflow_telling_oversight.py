"""More of the workflow, telling people, oversight"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import minhbach.databases

revision: str = '0002'
down_revision: str | None = '0001'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('agency_record',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('agency', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('ground', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('actor', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('at', minhbach.databases.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('agency_record', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agency_record_agency'), ['agency'], unique=False)

    op.create_table('breach',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('found_at', minhbach.databases.UtcDateTime(timezone=True), nullable=False),
    sa.Column('actor', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('what', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('told_at', minhbach.databases.UtcDateTime(timezone=True), nullable=True),
    sa.Column('closed_at', minhbach.databases.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('addition',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('report_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', minhbach.databases.UtcDateTime(timezone=True), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('addition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_addition_report_id'), ['report_id'], unique=False)

    op.create_table('breach_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('breach_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', minhbach.databases.UtcDateTime(timezone=True), nullable=False),
    sa.Column('actor', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['breach_id'], ['breach.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('breach_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_breach_entry_breach_id'), ['breach_id'], unique=False)

    op.create_table('co_agency',
    sa.Column('report_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('agency', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('asked_at', minhbach.databases.UtcDateTime(timezone=True), nullable=False),
    sa.Column('asked', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('done_at', minhbach.databases.UtcDateTime(timezone=True), nullable=True),
    sa.Column('answer', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('report_id', 'agency')
    )
    op.create_table('credit',
    sa.Column('report_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('pseudonym', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('at', minhbach.databases.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('report_id')
    )
    with op.batch_alter_table('credit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_credit_pseudonym'), ['pseudonym'], unique=False)

    op.create_table('message',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('report_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('event', sa.Integer(), nullable=True),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('via', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
    sa.Column('recipient', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('agency', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
    sa.Column('language', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
    sa.Column('created_at', minhbach.databases.UtcDateTime(timezone=True), nullable=False),
    sa.Column('next_at', minhbach.databases.UtcDateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('taken_at', minhbach.databases.UtcDateTime(timezone=True), nullable=True),
    sa.Column('sent_at', minhbach.databases.UtcDateTime(timezone=True), nullable=True),
    sa.Column('failed', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key')
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_next_at'), ['next_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_message_report_id'), ['report_id'], unique=False)

    op.create_table('note',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('report_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', minhbach.databases.UtcDateTime(timezone=True), nullable=False),
    sa.Column('actor', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('agency', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_note_report_id'), ['report_id'], unique=False)

    op.create_table('support',
    sa.Column('report_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('browser_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('at', minhbach.databases.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('report_id', 'browser_hash')
    )
    op.add_column('event', sa.Column('number', sa.Integer(), nullable=True))
    op.add_column('event', sa.Column('hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True))
    op.create_index('ix_event_action_at', 'event', ['action', 'at'])

    op.add_column('photo', sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False, server_default='report'))

    op.add_column('report', sa.Column('duplicate_of', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
    op.add_column('report', sa.Column('rule', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
    op.add_column('report', sa.Column('due_at', minhbach.databases.UtcDateTime(timezone=True), nullable=True))
    op.add_column('report', sa.Column('waiting_since', minhbach.databases.UtcDateTime(timezone=True), nullable=True))
    op.add_column('report', sa.Column('urgent', sa.Boolean(), nullable=False, server_default=sa.text('false')))
    op.add_column('report', sa.Column('several', sa.Boolean(), nullable=False, server_default=sa.text('false')))
    op.add_column('report', sa.Column('outcome', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True))
    op.add_column('report', sa.Column('question', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column('report', sa.Column('proposal', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True))
    op.add_column('report', sa.Column('interim', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column('report', sa.Column('reopened', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('report', sa.Column('contested_at', minhbach.databases.UtcDateTime(timezone=True), nullable=True))
    op.add_column('report', sa.Column('closed_at', minhbach.databases.UtcDateTime(timezone=True), nullable=True))
    op.add_column('report', sa.Column('rating', sa.Integer(), nullable=True))
    op.add_column('report', sa.Column('rated_at', minhbach.databases.UtcDateTime(timezone=True), nullable=True))
    op.add_column('report', sa.Column('language', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False, server_default='vi'))
    op.add_column('report', sa.Column('receipt_tag', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True))
    op.add_column('report', sa.Column('salt', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
    op.add_column('report', sa.Column('trail', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True))
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.create_index('ix_report_agency_status', ['agency', 'status'], unique=False)
        batch_op.create_index('ix_report_agency_received_at', ['agency', 'received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_report_due_at'), ['due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_report_duplicate_of'), ['duplicate_of'], unique=False)
        batch_op.create_index(batch_op.f('ix_report_outcome'), ['outcome'], unique=False)
        batch_op.create_index(batch_op.f('ix_report_receipt_tag'), ['receipt_tag'], unique=True)

    op.add_column('staff', sa.Column('full_name', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True))
    op.add_column('staff', sa.Column('email', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=True))
    op.add_column('staff', sa.Column('totp_sealed', sa.LargeBinary(), nullable=True))
    op.add_column('staff', sa.Column('totp_last', sa.Integer(), nullable=True))
    op.add_column('staff', sa.Column('recovery', sqlmodel.sql.sqltypes.AutoString(length=800), nullable=True))
    op.add_column('staff', sa.Column('oidc_subject', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True))
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_oidc_subject'), ['oidc_subject'], unique=True)

    op.add_column('staff_session', sa.Column('seen_at', minhbach.databases.UtcDateTime(timezone=True), nullable=True))
    op.add_column('staff_session', sa.Column('browser', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True))
    op.add_column('staff_session', sa.Column('confirmed', sa.Boolean(), nullable=False, server_default=sa.text('true')))
