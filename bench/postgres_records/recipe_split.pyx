# cython: language_level=3, boundscheck=False, wraparound=False
"""The article's first step: rows of Python objects to two arrays of objects in one pass, a column of a row after the other.

Of the first row it takes the class of all. A Record's items are read where asyncpg 0.32 keeps them.
"""

from cpython.list cimport PyList_GET_ITEM, PyList_GET_SIZE
from cpython.ref cimport PyObject

import numpy


cdef extern from *:
    """
    typedef struct {
      PyObject_VAR_HEAD
      Py_hash_t self_hash;
      PyObject *desc;
      PyObject *items[1];
    } AsyncpgRecord;
    """
    ctypedef struct AsyncpgRecord:
        PyObject **items


cdef void put(object[:, ::1] found, Py_ssize_t row, long[::1] columns, PyObject **items):
    cdef Py_ssize_t at
    for at in range(columns.shape[0]):
        found[at, row] = <object>items[columns[at]]


def split(list rows not None, long[::1] typed, long[::1] others):
    """The values of the columns `typed`, and those of the columns `others`: arrays of objects, a column a line."""
    cdef Py_ssize_t count = PyList_GET_SIZE(rows), row
    cdef bint tuples = count > 0 and isinstance(rows[0], tuple)
    cdef object[:, ::1] one, other
    cdef PyObject *item
    cdef PyObject **items
    first = numpy.empty((len(typed), count), dtype=object)
    second = numpy.empty((len(others), count), dtype=object)
    one, other = first, second
    for row in range(count):
        item = PyList_GET_ITEM(rows, row)
        items = tuple_items(item) if tuples else (<AsyncpgRecord *>item).items
        put(one, row, typed, items)
        put(other, row, others, items)
    return first, second


cdef extern from *:
    """
    static PyObject **tuple_items(PyObject *one) { return ((PyTupleObject *)one)->ob_item; }
    """
    PyObject **tuple_items(PyObject *one)
