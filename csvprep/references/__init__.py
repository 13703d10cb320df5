"""What reference libraries say of one value: right for every value, and slow.

Columns decide what they can by themselves (`csvprep.kinds`, `csvprep.phones`); of what is left the library is asked
here, once per distinct value. A function that asks is `asking.Asked`: it remembers its answers, and many questions at
once are shared among processes of their own (`processes`), for Python's threads take turns. No module here imports
polars, so that such a process starts quickly and stays small.
"""
