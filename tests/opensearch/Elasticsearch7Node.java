import java.util.Map;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;

/** One node of an Elasticsearch 7 cluster, from its jars: java Elasticsearch7Node SETTING=VALUE... It runs until it is killed. */
class Elasticsearch7Node {
    public static void main(String[] settings) throws Exception {
        Settings.Builder all = Settings.builder();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            all.put(parts[0], parts[1]);
        }
        new Node(InternalSettingsPreparer.prepareEnvironment(all.build(), Map.of(), null, () -> "node")).start();
        System.out.println("started");
        Thread.currentThread().join();
    }
}
