# Fenliu. `make help` lists what there is. Needs Python 3.11 to 3.13, git and make; everything else it gets itself.
SHELL := /bin/sh
VENV := .venv
WORKERS ?= 2
PY := $(VENV)/bin/python
PYTHON := $(shell sh tools/find-python)

.DEFAULT_GOAL := help
.PHONY: help run test check bench bench-orders bench-pages exam prove picture lock clean

help: ## 列出可用的命令
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -e 's/:.*## /\t/' | expand -t 12

run: $(VENV)/run.ok ## 启动聊天页面 http://127.0.0.1:8000
	@$(VENV)/bin/fenliu serve

test: $(VENV)/dev.ok ## 跑全部测试（含浏览器页面测试）
	@sh tools/find-browser
	@$(PY) -m pytest -n $(WORKERS) --dist loadfile
	@$(VENV)/bin/lint-imports --no-cache >/dev/null || { $(VENV)/bin/lint-imports --no-cache; exit 1; }

check: $(VENV)/dev.ok ## ruff、mypy、依赖方向
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-cache

picture: $(VENV)/dev.ok ## 重新拍 README 里的页面照片，和工作台每一页（电脑、手机两种宽度）
	@$(PY) -m pytest tests/pages/test_real_page.py
	@mkdir -p docs/images && cp build/screenshots/two-matters-phone.png docs/images/chat.png
	@$(PY) -m tests.pages.staff.pictures docs/images

lock: $(VENV)/dev.ok ## 重新锁定依赖版本（改了 pyproject.toml 之后）
	@$(PY) -m pip install --quiet uv
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header pyproject.toml -o requirements.lock
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --extra dev pyproject.toml -o requirements-dev.lock

bench: $(VENV)/dev.ok ## 与常见的模糊匹配在同一次运行里比较快慢和准确
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(PY) -m benchmarks.decide

bench-orders: $(VENV)/dev.ok ## 十万张在办工单里查重要多久；十万张工单出报告要多久
	@$(PY) -m benchmarks.duplicates
	@$(PY) -m benchmarks.reports

bench-pages: $(VENV)/dev.ok ## 十万张工单、五千段对话里，工作台每一页第一眼要多久（真的浏览器，两种数据库）
	@$(PY) -m benchmarks.pages

exam: $(VENV)/dev.ok ## 知识库考试：留出的说法、测试问句、盲测（约三分钟）
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(PY) -m benchmarks.exam

prove: $(VENV)/dev.ok ## 用破坏来证明承诺：make prove CASE=telegram|redelivery|kill|claims|outage|load|fuzz（不写就全部）
	@$(PY) -m prove $(CASE)

clean: ## 删除环境和缓存（不动 data/）
	@rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "没有找到 Python 3.11 到 3.13。请先安装，例如：apt-get install python3 python3-venv" >&2; exit 1; }
	@echo "正在准备运行环境（只在第一次，约一分钟）…"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "建不了虚拟环境，多半是缺 venv 模块。Debian/Ubuntu 上：apt-get install python3-venv" >&2; exit 1; }

$(VENV)/run.ok: requirements.lock pyproject.toml | $(VENV)/bin/python
	@sh tools/install requirements.lock
	@touch $@

$(VENV)/dev.ok: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@sh tools/install requirements-dev.lock
	@touch $@ $(VENV)/run.ok
