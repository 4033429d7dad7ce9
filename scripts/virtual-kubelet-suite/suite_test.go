// Package suite runs the virtual-kubelet project's own end-to-end suite against fnk's node.
//
// Its pods have images that no registry has, and it looks for the kubelet's API at a pod of the node's name, since a
// virtual-kubelet usually is one. Both are its authors' own surroundings and not what it tests; so it speaks to the API
// server through a proxy that replaces the images, and the pod by the node.
//
// By environment: SUITE_KUBECONFIG, SUITE_NODE, SUITE_NAMESPACE, SUITE_IMAGE (any that has a shell).
package suite

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/virtual-kubelet/virtual-kubelet/test/e2e"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// cannotPass says of which tests no kubelet's answer can pass.
var cannotPass = map[string]string{
	"TestGetMetricsResource": "it takes the second label of a container's series for its pod's name; the format has them " +
		"sorted, by name, as the kubelet writes them, and the second is the namespace",
}

// maxPod is the most that is read of a pod.
const maxPod = 1 << 20

func TestVirtualKubelet(t *testing.T) {
	node, namespace := setting(t, "SUITE_NODE"), setting(t, "SUITE_NAMESPACE")
	kubeconfig := throughProxy(t, setting(t, "SUITE_KUBECONFIG"), node, namespace, setting(t, "SUITE_IMAGE"))
	e2e.NewEndToEndTestSuite(e2e.EndToEndTestSuiteConfig{
		Kubeconfig: kubeconfig, Namespace: namespace, NodeName: node, WatchTimeout: 90 * time.Second,
		ShouldSkipTest: func(name string) bool {
			reason, skipped := cannotPass[name]
			if skipped {
				t.Logf("%s: %s", name, reason)
			}
			return skipped
		},
	}).Run(t)
}

func setting(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s is not set", name)
	}
	return value
}

// throughProxy returns the path of a kubeconfig whose API server is the proxy.
func throughProxy(t *testing.T, kubeconfig, node, namespace, image string) string {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	transport, err := rest.TransportFor(config)
	if err != nil {
		t.Fatal(err)
	}
	target, err := url.Parse(config.Host)
	if err != nil {
		t.Fatal(err)
	}
	pods := "/api/v1/namespaces/" + namespace + "/pods"
	kubelet := "https:" + node + ":10250/proxy/"
	proxy := &httputil.ReverseProxy{
		Transport:     transport,
		FlushInterval: -1, // watches
		Rewrite: func(request *httputil.ProxyRequest) {
			request.SetURL(target)
			if rest, found := strings.CutPrefix(request.In.URL.Path, pods+"/"+kubelet); found {
				request.Out.URL.Path, request.Out.URL.RawPath = "/api/v1/nodes/"+kubelet+rest, ""
			}
		},
	}
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		if request.Method == http.MethodPost && request.URL.Path == pods {
			if err := replaceImages(request, image); err != nil {
				http.Error(response, err.Error(), http.StatusBadRequest)
				return
			}
		}
		proxy.ServeHTTP(response, request)
	}))
	t.Cleanup(server.Close)
	path := filepath.Join(t.TempDir(), "kubeconfig")
	text := fmt.Sprintf(`{"apiVersion":"v1","kind":"Config","current-context":"c",
		"clusters":[{"name":"c","cluster":{"server":%q}}],"users":[{"name":"c","user":{}}],
		"contexts":[{"name":"c","context":{"cluster":"c","user":"c"}}]}`, server.URL)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// replaceImages is strict: a pod that it cannot read would run an image that nobody has.
func replaceImages(request *http.Request, image string) error {
	body, err := io.ReadAll(io.LimitReader(request.Body, maxPod))
	if err != nil {
		return err
	}
	// The client writes protobuf.
	object, _, err := scheme.Codecs.UniversalDeserializer().Decode(body, nil, nil)
	if err != nil {
		return err
	}
	pod, ok := object.(*corev1.Pod)
	if !ok {
		return fmt.Errorf("not a pod: %T", object)
	}
	for i := range pod.Spec.Containers {
		pod.Spec.Containers[i].Image = image
		// Several of a pod would listen at one port.
		pod.Spec.Containers[i].Command = []string{"/bin/sh", "-c", "exec sleep 100000"}
	}
	pod.APIVersion, pod.Kind = "v1", "Pod" // the decoder takes them away
	changed, err := json.Marshal(pod)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Body = io.NopCloser(bytes.NewReader(changed))
	request.ContentLength = int64(len(changed))
	request.Header.Set("Content-Length", fmt.Sprint(len(changed)))
	return nil
}
