"""Files too big for one machine: the same run on any `concurrent.futures.Executor`, Dask's among them.

    driver                                             workers                                 modules
    opens the head: dialect, header, schema → Input                                            inputs
    cuts by bytes, reads nothing                     → count_range: where may the records of   linking, borders
    links exits to entries: exact ranges with          a range begin, how many are they        texts
      first record and line                          ← (rarely: count_from, one after another)
    if there are unique or foreign keys, two rounds  → assess_range: blocks assessed and set   known, exchange
                                                       aside, values by hash partition
                                                     → read_values: the tables referred to
                                                     → find_repeated, find_missing: a
                                                       partition of all ranges in input order
    ───────────────────────────────────────────────  → prep_range, split_range, lint_range,    routes, parts
                                                       page_range, fix_range: the local code
                                                       on a range; what it writes is a part
    puts together what pages show of the parts                                                 csvprep.overview
    asks where the limits cut, part after part       → cut_part: ends of records, bisected     chunks
                                                     → write_chunk: slices of parts, SHA-256
                                                     → join_file: rejected, findings, changes
                                                     → hash_source: SHA-256 of the whole
    manifest last, parts removed                                                               running, targets

What stands between lies in files under the target (`.parts` in a bucket, out of sight in a folder); only places, counts
and digests pass through the driver. Each attempt at a piece of work writes into a folder of its own, so that work can
be done twice, or be broken off at any moment.

Exact first: borders come from the code of local runs (`csvprep.blocks.cut_runs`), never from a guess. A range whose
beginning no guess meets is followed from its exact beginning by one more task; a record that is longer than its range
takes in the ranges it covers; sources that can't be read from the middle (compressed, workbooks, UTF-32 and encodings
of several bytes a character but UTF-16, servers without ranges) are one range each. Many files run side by side.
The files of one table (a resource of a Data Package) have their keys exchanged together, before the first is done
(tables). What foreign keys refer to is cut and read as any source is; a pandera model goes along as code (models).

An executor's workers must see source and target by the same name. `csvprep.cluster.dask_workers` connects to Dask;
nothing here is imported by a run of this machine, but for a target in a bucket.
"""
