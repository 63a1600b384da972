#!/usr/bin/env bash
# The book's character language models: final training perplexities of three seeds each, as a table.
# Usage: benchmarks/book.sh TIMEMACHINE.TXT [SEED ...]
set -euo pipefail
text=${1:?name the text, The Time Machine as the book uses it}
shift
seeds=("$@")
[[ $# -gt 0 ]] || seeds=(1 2 3)
command=$(dirname -- "${BASH_SOURCE[0]}")/../artifacts/nativernn
model=$(mktemp -d)
trap 'rm -rf "$model"' EXIT

# NAME OPTIONS...: one row, the seeds' last epochs and what the last model writes.
row() {
  local name=$1 seed line perplexities='' speeds=''
  shift
  for seed in "${seeds[@]}"; do
    line=$("$command" train lm --data "$text" --normalize letters --max-tokens 10000 --hidden 256 --batch 32 \
      --steps 35 --epochs 500 --optimizer sgd --clip 1 --seed "$seed" --json --out "$model/$name" "$@" | tail -n 1)
    perplexities+="$(sed 's/.*"perplexity":\([0-9]*\.[0-9]\{3\}\).*/\1/' <<<"$line") "
    speeds+="$(sed 's/.*"tokens_per_second":\([0-9]*\).*/\1/' <<<"$line") "
  done
  echo "| \`$*\` | ${perplexities% } | ${speeds% } | $("$command" generate "$model/$name" \
    --prompt "time traveller" --length 50 --greedy) |"
}

echo "| options | perplexity, a figure a seed | tokens/s | the last one continues |"
echo "|---|---|---|---|"
row rnn --cell rnn --lr 1 --initializer normal --sampling sequential
row random --cell rnn --lr 1 --initializer normal --sampling random
row before --cell gru --gru-variant reset-before --lr 1 --initializer pytorch --sampling sequential
row after --cell gru --gru-variant reset-after --lr 1 --initializer pytorch --sampling sequential
row lstm --cell lstm --lr 1 --initializer pytorch --sampling sequential
row deep --cell lstm --layers 2 --lr 2 --initializer pytorch --sampling sequential
