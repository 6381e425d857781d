"""The certificate register: who completed, approve, issue, print, revoke."""
