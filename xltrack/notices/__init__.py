"""Notices of a period: 通报, 督办函, 催报通知, 周报, composed from an assessment and rendered by Jinja2 (docs/规则.md 10)."""
