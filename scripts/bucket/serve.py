"""A server that speaks S3, with a bucket, until its input ends: so it goes with whoever started it, however that ends.

It prints where it serves. It forgets everything with its end.
"""

import logging
import os
import sys

import boto3
from moto.server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
endpoint = f"http://{host}:{port}"
client = boto3.client(
    "s3", endpoint_url=endpoint, aws_access_key_id="spark", aws_secret_access_key="spark-secret", region_name="us-east-1"
)
client.create_bucket(Bucket=sys.argv[1])
print(endpoint, flush=True)
sys.stdin.buffer.read()
os._exit(0)
