package sts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Endpoint is the STS of one region.
type Endpoint struct {
	URL    url.URL
	Region string
}

// EndpointOf reads the settings that all AWS SDKs know: AWS_REGION, AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL
// (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html). Without an endpoint it is
// the regional one.
func EndpointOf(getenv func(string) string) (Endpoint, error) {
	region := first(getenv, "AWS_REGION", "AWS_DEFAULT_REGION")
	if region == "" {
		return Endpoint{}, errors.New("AWS_REGION is not set")
	}
	text := first(getenv, "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL")
	if text == "" {
		text = "https://sts." + region + "." + domain(region)
	}
	parsed, err := url.Parse(text)
	if err != nil || parsed.Scheme != "https" && parsed.Scheme != "http" || parsed.Host == "" {
		return Endpoint{}, fmt.Errorf("%q is not the address of an endpoint", text)
	}
	return Endpoint{URL: url.URL{Scheme: parsed.Scheme, Host: parsed.Host}, Region: region}, nil
}

func domain(region string) string {
	if strings.HasPrefix(region, "cn-") {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}

func first(getenv func(string) string, names ...string) string {
	for _, name := range names {
		if value := getenv(name); value != "" {
			return value
		}
	}
	return ""
}

// credentialsHost is where a task gets the credentials of its role
// (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html).
const credentialsHost = "http://169.254.170.2"

// TaskCredentials fetches the credentials of the task's role. They are asked for anew each time, since a
// proof is rare and they end within hours.
type TaskCredentials struct {
	URL    string
	Client *http.Client
}

// TaskCredentialsOf reads AWS_CONTAINER_CREDENTIALS_RELATIVE_URI.
func TaskCredentialsOf(getenv func(string) string) (*TaskCredentials, error) {
	path := getenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
	if !strings.HasPrefix(path, "/") {
		return nil, errors.New("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not set: the task has no role")
	}
	return &TaskCredentials{URL: credentialsHost + path, Client: &http.Client{Timeout: 5 * time.Second}}, nil
}

// Get asks for them. No error bears any of what was answered.
func (c *TaskCredentials) Get(ctx context.Context) (Credentials, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL, nil)
	if err != nil {
		return Credentials{}, errors.New("the address of the task's credentials is not one")
	}
	response, err := c.Client.Do(request)
	if err != nil {
		return Credentials{}, fmt.Errorf("asking for the task's credentials: %w", hideQuery(err))
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return Credentials{}, fmt.Errorf("the task's credentials are answered with %d", response.StatusCode)
	}
	var answer struct{ AccessKeyId, SecretAccessKey, Token string } // as ECS names them
	if err := json.NewDecoder(io.LimitReader(response.Body, maxAnswer)).Decode(&answer); err != nil {
		return Credentials{}, errors.New("the task's credentials are not JSON")
	}
	if answer.AccessKeyId == "" || answer.SecretAccessKey == "" || answer.Token == "" {
		return Credentials{}, errors.New("the task's credentials are not whole")
	}
	return Credentials{answer.AccessKeyId, answer.SecretAccessKey, answer.Token}, nil
}
