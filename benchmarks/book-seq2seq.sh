#!/usr/bin/env bash
# The book's translator (Dive into Deep Learning 9.7, edition 0.17): final losses of five seeds, and its four sentences.
# Usage: benchmarks/book-seq2seq.sh PAIRS.TSV [SEED ...]
set -euo pipefail
pairs=${1:?name the file of English-French pairs, shortest first, as the book uses it}
shift
seeds=("$@")
[[ $# -gt 0 ]] || seeds=(1 2 3 4 5)
command=$(dirname -- "${BASH_SOURCE[0]}")/../artifacts/nativernn
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The book scores tokens, punctuation among them.
tokens() { sed 's/ *\([,.!?]\)/ \1/g'; }

printf '%s\n' "Go." "I lost." "He's calm." "I'm home." >"$work/sources"
printf '%s\n' "va !" "j'ai perdu ." "il est calme ." "je suis chez moi ." >"$work/references"

echo "| seed | loss, nats a token | on the book's scale | translations | textbook BLEU, k = 2, mean |"
echo "|---|---|---|---|---|"
for seed in "${seeds[@]}"; do
  line=$("$command" train seq2seq --data "$pairs" --max-pairs 600 --min-freq 2 --cell gru --gru-variant reset-after \
    --hidden 32 --layers 2 --embed 32 --dropout 0.1 --batch 64 --steps 10 --batches shuffled --epochs 300 \
    --optimizer adam --lr 0.005 --clip 1 --seed "$seed" --json --out "$work/model" | tail -n 1)
  "$command" translate "$work/model" --beam 1 --max-length 10 <"$work/sources" >"$work/translations" 2>/dev/null
  tokens <"$work/translations" >"$work/hypotheses"
  bleu=$("$command" bleu --hyp "$work/hypotheses" --ref "$work/references" --kind textbook --json)
  echo "| $seed | $(sed 's/.*"loss":\([0-9]*\.[0-9]\{4\}\).*/\1/' <<<"${line/textbook_loss/}") |" \
    "$(sed 's/.*"textbook_loss":\([0-9]*\.[0-9]\{4\}\).*/\1/' <<<"$line") |" \
    "$(paste -sd '|' "$work/translations" | sed 's/|/ · /g') | $(sed 's/.*"score":\([0-9.]*\).*/\1/' <<<"$bleu") |"
done
