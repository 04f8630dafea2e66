"""The objects into the real servers, and the requests of the drains."""

from s3_get import loading

loading.main()
