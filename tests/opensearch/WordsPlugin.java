import java.util.Map;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/** Lucene's whitespace tokenizer for Elasticsearch, whose own module with it, analysis-common, is not published as jars. */
public class WordsPlugin extends Plugin implements AnalysisPlugin {
    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of("whitespace", (index, environment, name, settings) ->
            TokenizerFactory.newFactory(name, () -> new WhitespaceTokenizer(settings.getAsInt("max_token_length", 255))));
    }
}
