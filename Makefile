# Entry points; each calls what does the work. A cluster on this machine: make docker deploy, and refresh after a change.
# CONTEXT is kubectl's name of it: minikube, docker-desktop, kind-kind, microk8s. docs/terraform.md says more.
IMAGE ?= sonde:local
CONTEXT ?= minikube
TERRAFORM = terraform -chdir=deploy/terraform/local

.PHONY: deps test docker deploy refresh

deps: # what the other steps need, from Debian or Ubuntu
	.ci/install-packages

test: # builds, and runs all tests
	./mvnw verify

docker: # the image
	docker build --file deploy/docker/Dockerfile --tag $(IMAGE) .

deploy: # Redis behind Sentinel and Tally on the cluster
	deploy/terraform/local/load-image $(CONTEXT) $(IMAGE)
	deploy/terraform/local/make-passwords
	$(TERRAFORM) init -input=false
	$(TERRAFORM) apply -var context=$(CONTEXT) -var image=$(IMAGE)

refresh: docker # the image built anew, and Tally restarted with it, one instance after the other
	deploy/terraform/local/load-image $(CONTEXT) $(IMAGE)
	kubectl --context $(CONTEXT) --namespace tally rollout restart deployment/tally
	kubectl --context $(CONTEXT) --namespace tally rollout status --timeout 300s deployment/tally
