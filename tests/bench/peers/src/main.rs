// main.rs - tantivy's side of the benchmark. It keeps the text and asks for ten results.
//
//   index FOLDER CORPUS.jsonl THREADS
//   merge FOLDER
//   query FOLDER QUERIES phrase|and|or ROUNDS     the best of ROUNDS, after as many that only warm up
use std::error::Error;
use std::fs::{create_dir_all, read_to_string, File};
use std::io::{BufRead, BufReader};
use std::time::Instant;
use tantivy::collector::TopDocs;
use tantivy::directory::MmapDirectory;
use tantivy::query::{BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, STORED, TEXT};
use tantivy::tokenizer::TokenStream;
use tantivy::{Index, TantivyDocument, Term};

const BUFFER_BYTES: usize = 256_000_000;
const RESULTS: usize = 10;
type Done = Result<(), Box<dyn Error>>;

fn index(folder: &str, corpus: &str, threads: usize) -> Done {
    create_dir_all(folder)?;
    let mut schema = Schema::builder();
    let text = schema.add_text_field("text", TEXT | STORED);
    let index = Index::create_in_dir(folder, schema.build())?;
    let mut writer = index.writer_with_num_threads::<TantivyDocument>(threads, BUFFER_BYTES)?;
    for line in BufReader::with_capacity(1 << 20, File::open(corpus)?).lines() {
        let article: serde_json::Value = serde_json::from_str(&line?)?;
        let mut document = TantivyDocument::default();
        document.add_text(text, article["text"].as_str().unwrap_or(""));
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

fn merge(folder: &str) -> Done {
    let index = Index::open_in_dir(folder)?;
    let segments = index.searchable_segment_ids()?;
    let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, BUFFER_BYTES)?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    Ok(())
}

fn query(index: &Index, text: Field, line: &str, mode: &str) -> Result<Box<dyn Query>, Box<dyn Error>> {
    let mut tokenizer = index.tokenizer_for_field(text)?;
    let mut tokens = tokenizer.token_stream(line);
    let mut terms = vec![];
    while tokens.advance() {
        terms.push((tokens.token().position, Term::from_field_text(text, &tokens.token().text)));
    }
    let word = |term: &Term| -> Box<dyn Query> { Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs)) };
    let occur = if mode == "or" { Occur::Should } else { Occur::Must };
    Ok(match terms.len() {
        0 => Box::new(EmptyQuery),
        1 => word(&terms[0].1),
        _ if mode == "phrase" => Box::new(PhraseQuery::new_with_offset(terms)),
        _ => Box::new(BooleanQuery::new(terms.iter().map(|(_, term)| (occur, word(term))).collect())),
    })
}

fn ask(folder: &str, file: &str, mode: &str, rounds: usize) -> Done {
    let index = Index::open(MmapDirectory::open(folder)?)?;
    let text = index.schema().get_field("text")?;
    let searcher = index.reader()?.searcher();
    let lines = read_to_string(file)?;
    let queries = lines.lines().filter(|line| !line.is_empty()).map(|line| query(&index, text, line, mode));
    let queries = queries.collect::<Result<Vec<_>, _>>()?;
    let mut best = vec![f64::MAX; queries.len()];
    for round in 0..2 * rounds {
        for (query, best) in queries.iter().zip(&mut best) {
            let began = Instant::now();
            searcher.search(query.as_ref(), &TopDocs::with_limit(RESULTS).order_by_score())?;
            if round >= rounds {
                *best = best.min(began.elapsed().as_nanos() as f64 / 1e3);
            }
        }
    }
    best.sort_by(f64::total_cmp);
    println!("mean {:.1} us  p99 {:.1}", best.iter().sum::<f64>() / best.len() as f64, best[best.len() * 99 / 100]);
    Ok(())
}

fn main() -> Done {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["index", folder, corpus, threads] => index(folder, corpus, threads.parse()?),
        ["merge", folder] => merge(folder),
        ["query", folder, file, mode, rounds] => ask(folder, file, mode, rounds.parse()?),
        _ => Err("usage: index FOLDER CORPUS THREADS | merge FOLDER | query FOLDER QUERIES MODE ROUNDS".into()),
    }
}
