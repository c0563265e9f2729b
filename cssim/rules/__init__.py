"""The rules of the model: pure functions of plain numbers, one subject a module.

They decide how long a contact takes, whether it is resolved, how satisfied the customer
is, and what that does to staying. They draw nothing and know no clock; only ``+ - * /``
and the scalar ``math.exp`` and ``math.log`` are used, so that every engine and every
processor gets the same answers.
"""
