//! The office's services over calendar, rules, typeset and store: what the window and the command line call.
