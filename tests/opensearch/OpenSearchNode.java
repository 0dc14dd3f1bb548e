import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;

/** One node of a cluster, from its jars: java OpenSearchNode SETTING=VALUE... It runs until it is killed. */
class OpenSearchNode {
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
