//! The encrypted office file: SQLCipher, migrations, the one write door, the audit chain, attachments and numbers.
