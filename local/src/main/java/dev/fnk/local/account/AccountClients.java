package dev.fnk.local.account;

import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.iam.IamClient;

/** SDK clients of one region; closed with the account. */
public record AccountClients(
    Ec2Client ec2, IamClient iam, CloudWatchLogsClient logs, EcrClient ecr) {}
