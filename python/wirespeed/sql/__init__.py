"""Arrays in statements: IN-lists and VALUES from NumPy, pandas, polars, Arrow and lists.

    from wirespeed import sql

    connection.query(*sql.bind("SELECT * FROM artists WHERE id = ANY({ids})", ids=ids))    # one parameter, the array
    cursor.execute(f"SELECT * FROM artists WHERE id IN {sql.in_list(ids)}")                # constants, quoted

:func:`bind` makes parameters as the driver at hand takes them; :func:`literal`, :func:`array`, :func:`in_list` and
:class:`Rows` make text of any value, whatever is in it. :mod:`wirespeed.sql.alchemy` has the same for SQLAlchemy, and
UNION ALL of selects that share their conditions. Which type becomes what: docs/sql.md.
"""

from wirespeed.sql._bound import Bound, Driver, bind
from wirespeed.sql._literals import Rows, array, in_list, literal, typed

__all__ = ["Bound", "Driver", "Rows", "array", "bind", "in_list", "literal", "typed"]
