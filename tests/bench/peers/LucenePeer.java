// LucenePeer.java - Lucene's side of the benchmark. It keeps the text, has no stopwords, and asks for ten results.
//
//   index FOLDER CORPUS.jsonl THREADS
//   merge FOLDER
//   query FOLDER QUERIES phrase|and|or ROUNDS     the best of ROUNDS, after as many that only warm up
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.MMapDirectory;

public class LucenePeer {
  static final Analyzer ANALYZER = new StandardAnalyzer(CharArraySet.EMPTY_SET);
  static final int BUFFER_MB = 256, LINES_AT_ONCE = 64, RESULTS = 10;

  static IndexWriter writer(String folder) throws IOException {
    IndexWriterConfig config = new IndexWriterConfig(ANALYZER).setRAMBufferSizeMB(BUFFER_MB);
    return new IndexWriter(FSDirectory.open(Path.of(folder)), config);
  }

  static List<String> lines(BufferedReader in) throws IOException {
    List<String> lines = new ArrayList<>();
    synchronized (in) {
      for (String line; lines.size() < LINES_AT_ONCE && (line = in.readLine()) != null; ) lines.add(line);
    }
    return lines;
  }

  static void work(IndexWriter writer, BufferedReader in) {
    ObjectMapper json = new ObjectMapper();
    try {
      for (List<String> lines; !(lines = lines(in)).isEmpty(); )
        for (String line : lines) {
          Document document = new Document();
          document.add(new TextField("text", json.readTree(line).path("text").asText(), Field.Store.YES));
          writer.addDocument(document);
        }
    } catch (IOException failed) {
      throw new RuntimeException(failed);
    }
  }

  static void index(String folder, String corpus, int threads) throws Exception {
    try (IndexWriter writer = writer(folder); BufferedReader in = Files.newBufferedReader(Path.of(corpus))) {
      List<Thread> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) workers.add(Thread.ofPlatform().start(() -> work(writer, in)));
      for (Thread worker : workers) worker.join();
      writer.commit();
    }
  }

  static Query query(String line, String mode) throws IOException {
    List<String> words = new ArrayList<>();
    try (TokenStream tokens = ANALYZER.tokenStream("text", line)) {
      CharTermAttribute word = tokens.getAttribute(CharTermAttribute.class);
      for (tokens.reset(); tokens.incrementToken(); ) words.add(word.toString());
    }
    if (mode.equals("phrase")) return new PhraseQuery("text", words.toArray(new String[0]));
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    BooleanClause.Occur occur = mode.equals("or") ? BooleanClause.Occur.SHOULD : BooleanClause.Occur.MUST;
    for (String word : words) all.add(new TermQuery(new Term("text", word)), occur);
    return all.build();
  }

  static void ask(String folder, String file, String mode, int rounds) throws IOException {
    IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(new MMapDirectory(Path.of(folder))));
    searcher.setQueryCache(null);
    List<Query> queries = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(file))) if (!line.isEmpty()) queries.add(query(line, mode));
    double[] best = new double[queries.size()];
    Arrays.fill(best, Double.MAX_VALUE);
    for (int round = 0; round < 2 * rounds; round++)
      for (int i = 0; i < best.length; i++) {
        long began = System.nanoTime();
        searcher.search(queries.get(i), RESULTS);
        if (round >= rounds) best[i] = Math.min(best[i], (System.nanoTime() - began) / 1e3);
      }
    Arrays.sort(best);
    System.out.printf("mean %.1f us  p99 %.1f%n", Arrays.stream(best).average().orElse(0), best[best.length * 99 / 100]);
  }

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "index" -> index(args[1], args[2], Integer.parseInt(args[3]));
      case "merge" -> {
        try (IndexWriter writer = writer(args[1])) {
          writer.forceMerge(1);
        }
      }
      default -> ask(args[1], args[2], args[3], Integer.parseInt(args[4]));
    }
  }
}
