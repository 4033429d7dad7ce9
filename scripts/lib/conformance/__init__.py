"""What AWS's own description, botocore's service models, says of requests and answers."""
