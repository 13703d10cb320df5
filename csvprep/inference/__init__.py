"""Schemas from data: what the columns of files hold, counted in bounded memory, and a schema that says so.

    tally      frame of text columns → what is known of each column (`tallies`), by patterns and kinds (`patterns`)
    choose     what is known of a column → field, with the share of the values that fit (`choosing`)
    render     fields → a Table Schema file with comments (`rendering`)

A kind fits a value when the kind itself has no error to say of it, so that what was read for a schema is good by it.
"""
