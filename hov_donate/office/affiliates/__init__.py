"""The rooms for affiliations: affiliates, applications, their money, fee scales, renewals."""
