"""HOV Donate: gifts to a solidarity campaign, from the donor's page to the treasurer's books.

Where to start reading: `wiring` (what happens when), then `donations/operations.py` (how a gift
begins), `payments/operations` (how it is paid) and `ledger/rules.py` (how it is booked).

How people reach it
    public          pages of donors, members and affiliates, and Stripe's webhook
    office          the treasurer's rooms, behind sign-in
    api             figures for programs: JSON, read-only, by tokens
    cli             commands: worker, reconcile, export, demo, simulator, staff, doctor
    web             what the surfaces share: access, transactions, languages, security headers
What happens when
    wiring          events, letters and jobs, and which part answers, writes or does each
What it does
    exports         the books for others: tables, journals, bank statements
    reports         whether everything is in step, for people and machines; alarms
    campaign        in public: appeals and who signs them, events and who comes, the press
    closing         the proof of Stripe's balance; months closed on it, opened again by two
    reconciliation  Stripe's balance transactions and payouts, brought into the ledger
    donations       a gift: who gives, for what, and the letters that follow
    affiliations    members and organisations: fee scales, terms, invoices, renewals, delegates
    payments        money asked for, paid, refunded
    cashbox         cash and cheques on their way to the bank: counted, in batches, paid in
    contacts        people and organisations: the only home of names, e-mail addresses, consents
    ledger          chart of accounts, entries, postings; append-only double entry
    documents       numbered, immutable receipts, and their PDF
    staff           who may enter the office and do what; tokens of programs
    defence         against card testers: limits, attack mode, a switch that stops online giving
What it talks to
    gateway         what we need of a payment provider, in our words; Stripe's adapter
    inbox           Stripe's events, waiting to be applied
    outbox          e-mails, waiting to be sent
    simulator       a stand-in for Stripe that knows nothing of us
What everything stands on
    core            money, clock, database, events, errors, languages, signed links
    config          settings, read once and checked

`app.py` is the only place where parts are chosen and joined.
"""
