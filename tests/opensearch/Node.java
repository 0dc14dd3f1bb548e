import java.util.List;
import java.util.Map;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.transport.Netty4Plugin;

/** One node of a cluster, from its jars: java Node SETTING=VALUE... It runs until it is killed. */
class Node extends org.opensearch.node.Node {
    Node(Environment environment) {
        super(environment, List.of(Netty4Plugin.class, CommonAnalysisPlugin.class), false);
    }

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
